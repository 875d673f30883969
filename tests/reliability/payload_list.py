"""Words that are code elsewhere: in HTML, XML, SVG, MathML, CSS, scripts, templates, tables, shells and terminals.

Each payload that can run does one thing: it sets `top.kaedahRan` to its number, or asks the listener for `/ran/NUMBER`.
"""

from collections.abc import Iterator

# In templates, § is what runs, ¤ an address that is asked for, and ⏎ the end of a line.
_ELEMENTS = """
<script>§</script>
<SCRIPT>§</SCRIPT >
<script src=¤></script>
<script type=module>§</script>
<script/x>§</script>
<script⏎>§</script⏎>
<scr<script>ipt>§</scr</script>ipt>
<<script>§//<</script>
<script>§<!--
</title><script>§</script>
</textarea><script>§</script>
</style><script>§</script>
</noscript><script>§</script>
</template><script>§</script>
</script><script>§</script>
</pre></code><script>§</script>
</table></td></th><script>§</script>
--><script>§</script><!--
--!><script>§</script>
<!--><script>§</script>-->
<!-- --!><script>§</script>-->
]]><script>§</script>
<![CDATA[<script>§</script>]]>
<?xml-stylesheet href="#"?><script>§</script>
?><script>§</script>
<xmp><p title="</xmp><script>§</script>">
<noscript><p title="</noscript><script>§</script>">
<plaintext><script>§</script>
<listing>&lt;script&gt;§&lt;/script&gt;</listing>
<svg><script>§</script></svg>
<svg><script href=¤></script></svg>
<svg><style><img src=x onerror=§></style></svg>
<svg><title><img src=x onerror=§></title></svg>
<svg><desc><![CDATA[</desc><script>§</script>]]></svg>
<svg><foreignObject><script>§</script></foreignObject></svg>
<svg><animate onbegin=§ attributeName=x dur=1s>
<svg><set onbegin=§ attributeName=x dur=1s>
<svg><a><animate attributeName=href values=javascript:§ /><text x=20 y=20>x</text></a></svg>
<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>§</script></svg>#x" />
<svg><image href=x onerror=§>
<math><mtext><script>§</script></mtext></math>
<math><annotation-xml encoding="text/html"><script>§</script></annotation-xml></math>
<math><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=§&gt;">
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=§&gt;">
<math><a xlink:href="javascript:§">x</a></math>
<math><maction actiontype="statusline#¤">x</maction></math>
<form><math><mtext></form><form><mglyph><style></math><img src onerror=§>
<style>*{display:none}</style>
<style>@import url(¤);</style>
<style>body{background:url(¤)}</style>
<style><img src="</style><img src=x onerror=§//">
<link rel=stylesheet href=¤>
<link rel=preload as=script href=¤>
<link rel=prefetch href=¤>
<link rel=modulepreload href=¤>
<link rel=import href=¤>
<link rel="icon" href=¤>
<meta http-equiv=refresh content="0;url=¤">
<meta http-equiv=refresh content="0;javascript:§">
<meta http-equiv=Set-Cookie content=a=b>
<meta http-equiv=Content-Security-Policy content="default-src *">
<base href=¤>
<base target=_top href="javascript:§//">
<iframe src=javascript:§></iframe>
<iframe src=¤></iframe>
<iframe srcdoc="<script>§</script>"></iframe>
<iframe srcdoc="&lt;img src=x onerror=§&gt;"></iframe>
<iframe onload=§></iframe>
<frameset onload=§><frame src=javascript:§>
<object data=¤></object>
<object data="data:text/html,<script>§</script>"></object>
<object type=text/html data=javascript:§></object>
<embed src=¤>
<embed src=javascript:§>
<applet code=¤></applet>
<portal src=¤></portal>
<img src=¤>
<img srcset=¤>
<img src=x onerror=§>
<IMG SRC=x OnErRoR=§>
<img/src=x/onerror=§>
<img	src=x	onerror=§>
<img src=x:x onerror=§>
<img src=`x`onerror=§>
<image src=x onerror=§>
<picture><source srcset=¤><img></picture>
<video src=x onerror=§></video>
<video poster=¤></video>
<video><source onerror=§></video>
<audio src=x onerror=§></audio>
<audio src=¤></audio>
<track src=¤>
<input type=image src=¤ autofocus>
<input onfocus=§ autofocus>
<select onfocus=§ autofocus></select>
<textarea onfocus=§ autofocus></textarea>
<keygen onfocus=§ autofocus>
<button formaction=javascript:§>x</button>
<form action=javascript:§><input type=submit></form>
<form action=¤ id=kaedah><button>x</button></form>
<isindex action=javascript:§ type=image>
<body onload=§>
<body onpageshow=§>
<body background=¤>
<html onload=§>
<table background=¤>
<td background=¤>
<details open ontoggle=§>
<dialog open onclose=§>
<marquee onstart=§>x</marquee>
<bgsound src=¤>
<div style="background:url(¤)">x</div>
<div style="width:expression(§)">x</div>
<div style="-moz-binding:url(¤)">x</div>
<p style="position:fixed;inset:0;z-index:9">x</p>
<x onanimationstart=§ style="animation:a 1s">x</x>
<x ontransitionend=§ style="transition:1s">x</x>
<a href=javascript:§>x</a>
<a href="¤" ping="¤">x</a>
<a id=kaedah name=kaedah href=cid:x>x</a>
<a id=page-main>x</a>
<img name=currentScript><img id=getElementById>
<form id=x><input name=attributes><input name=parentNode></form>
<div popover onbeforetoggle=§ id=q>x</div>
<xss contenteditable onfocus=§ tabindex=1 autofocus>x</xss>
<slot onslotchange=§><template shadowrootmode=open><script>§</script></template></slot>
<template><script>§</script></template>
<div><template shadowrootmode="open"><img src=x onerror=§></template></div>
<blink onclick=§>x</blink>
<layer src=¤></layer>
<xml id=x><a><b>&lt;script&gt;§&lt;/script&gt;</b></a></xml>
<!DOCTYPE html SYSTEM "¤"><script>§</script>
<!ENTITY x "<script>§</script>">&x;
<?php echo 1 ?><%= 1 %>
"""
_HANDLERS = (
    "onclick onmouseover onmouseenter onpointerover onpointerenter onpointerdown onfocus onfocusin onblur onload "
    "onerror ontoggle onkeydown onwheel onscroll oncopy oncut ondrag ondrop oncontextmenu onbeforeinput "
    "onanimationstart "
    "oncontentvisibilityautostatechange onscrollend ontouchstart onselectstart"
).split()
_SCHEMES = (
    "javascript:§",
    "JaVaScRiPt:§",
    " javascript:§",
    "\tjavascript:§",
    "java\tscript:§",
    "java\nscript:§",
    "java\rscript:§",
    "\x01javascript:§",
    "javascript\u200b:§",
    "javascript://example.org/%0a§",
    "javascript:/*--></title>*/§",
    "&#106;avascript:§",
    "&#x6a;avascript:§",
    "&#0000106avascript:§",
    "jav&#x09;ascript:§",
    "jav&Tab;ascript:§",
    "javascript&colon;§",
    "javascript&#58;§",
    "java&NewLine;script:§",
    "%6aavascript:§",
    "ｊavascript:§",
    "data:text/html,<script>§</script>",
    "data:text/html;base64,PHNjcmlwdD5hPC9zY3JpcHQ+",
    "data:image/svg+xml,<svg onload=§>",
    "vbscript:§",
    "blob:¤",
    "file:///etc/passwd",
    "filesystem:http://a/b",
    "view-source:javascript:§",
    "feed:javascript:§",
    "jar:¤!/x",
    "about:blank",
    "//¤",
    "\\\\¤",
    "https:¤",
    "https://user:password@example.org/",
    'https://example.org/" onclick="§',
    "https://example.org/' onclick='§",
    "https://example.org/><script>§</script>",
    "https://example.org/`onclick=§",
)
_LINKS = ("[x]({})", "[x](<{}>)", "[x][y]\n\n[y]: {}", "![x]({})", "<{}>")
_BREAKOUTS = """
" onmouseover="§
' onmouseover='§
` onmouseover=`§
" autofocus onfocus="§" x="
' autofocus onfocus='§' x='
"><script>§</script>
'><script>§</script>
"/><img src=x onerror=§>
"><svg/onload=§>
" style="animation-name:x" onanimationstart="§
"onclick=§//
" href="javascript:§
" srcdoc="<script>§</script>
&quot; onclick=&quot;§
&#34; onclick=&#34;§
\\" onclick=\\"§
\\x22 onclick=\\x22§
\\u0022 onclick=\\u0022§
";§//
';§//
`;§//
\\";§//
${§}
`${§}`
");§//
')-§-('
]);§;([
"});§;({"
</script ><svg onload=§>
\u2028§\u2028
\u2029§\u2029
*/§/*
//§
{}§
kaedah.draft(["a","b"]);§
kaedah.methods([]);§;//
__proto__
constructor
{"__proto__":{"x":1}}
toString
"""
_ENCODED = """
&lt;script&gt;§&lt;/script&gt;
&LT;script&GT;§&LT;/script&GT;
&#60;script&#62;§&#60;/script&#62;
&#x3c;script&#x3e;§&#x3c;/script&#x3e;
&#0000060script>§</script>
&lt&#115;cript&gt§
&amp;lt;script&amp;gt;§
\\u003cscript\\u003e§\\u003c/script\\u003e
\\x3cscript\\x3e§
%3Cscript%3E§%3C/script%3E
+ADw-script+AD4-§+ADw-/script+AD4-
＜script＞§＜/script＞
‹script›§‹/script›
ʺ onclick=ʺ§
\u202e<script>§</script>
\ufeff<script>§</script>
<s\u0000cript>§</script>
<\u0000script>§</script>
<scr\u00adipt>§</scr\u00adipt>
<ſcript>§</ſcript>
<script\u000c>§</script>
<script\u00a0>§</script>
<script\u3000>§</script>
\ue000<script>§</script>
\ue001 0.§
\ue002§
\u0002wzxhzdk:0\u0003
klzzwxh:0000 wzxhzdk:0 zz1337820767766393qq
\ud83d<script>§</script>
&NotAnEntity;<script>§</script>
&#x110000;&#xD800;&#0;
&#xE000;&#xE001;&#x1b;
"""
_TEMPLATES = """
{{ 7*7 }}{% include 'layout.html' %}{# x #}
{{ self._TemplateReference__context }}
{{ ''.__class__.__mro__[1].__subclasses__() }}
{% raw %}<script>§</script>{% endraw %}
{% for x in ().__class__.__base__.__subclasses__() %}{% endfor %}
{{ config }}{{ request }}{{ cycler.__init__.__globals__.os.popen('id').read() }}
{name} {names} {count} {total} {0.__class__}
{0.__class__.__init__.__globals__}
{!r} {:>99999999} {{}} }{
%(count)s %s %d %n 100%
%(x)999999999s
$names ${names} $$ $& $` $' $1 $<name>
#{§} <%= § %> <#= x #>
{{constructor.constructor('§')()}}
{{$on.constructor('§')()}}
[[${§}]]
"""
_MARKDOWN = """
## x {#kaedah}
## x {#page-main}
## x {onclick=§}
```html onload=§
```{.a onclick="§" style="x" #b}
~~~ "onclick=§
[^"onclick="§"]
[x](https://example.org "\\" onclick=\\"§")
[x](https://example.org 'onclick=§')
[x](https://example.org){onclick=§}
[x](method:lora" onclick="§)
[x](glossary:" onclick="§)
<https://example.org/" onclick="§>
<a@b"onclick=§>
<mailto:a@b?subject=<script>>
|a|b|⏎|-|-|⏎|<script>§</script>|<b onclick=§>|
Term <script>§</script>⏎:   <script>§</script>
$\\href{javascript:§}{x}$
$\\url{javascript:§}$
$\\text{<script>§</script>}$
$\\text{</math><script>§</script>}$
$\\htmlData{onclick=§}{x}$
$\\class{picture}{x}$
$\\style{background:url(¤)}{x}$
$\\includegraphics{¤}$
$\\def\\a{\\a\\a}\\a$
$\\mathrm{&lt;img src=x onerror=§&gt;}$
$\\unicode{x3c}script>§$
$((((((((((((((((((((((((((((((((((((((((((($
`<script>§</script>`
    <script>§</script>
> <script>§</script>
- <script>§</script>
*<script>*§*</script>*
<b>**</b onclick=§>**
\\<script\\>§\\</script\\>
[<script>§</script>](https://example.org)
[![x](¤)](https://example.org)
"""
_OTHERS = """
=HYPERLINK("¤","x")
=1+1|cmd|' /C calc'!A0
+cmd|' /C calc'!A0
-2+3+cmd|' /C calc'!A0
@SUM(1+1)*cmd|' /C calc'!A0
\t=1+1
\r=1+1
＝1+1
＋1+1
a; =1+1
"=1+1"
../../../../etc/passwd
..\\..\\windows\\win.ini
%2e%2e%2f%2e%2e%2fetc/passwd
/etc/passwd
C:\\Windows\\win.ini
file.html?x=<script>§</script>#<script>§</script>
CON
a\u0000.html
$(id)`id`;id|id&id
; rm -rf / #
--output=/tmp/x
-rf
' OR '1'='1
'; drop table page; --
\u001b]0;x\u0007\u001b[31m
\u009b31m
\r⏎Set-Cookie: a=b\r⏎\r⏎<script>§</script>
!!python/object/apply:os.system [id]
!!binary aGk=
&a [*a]
*a
<<: {a: b}
{a: b}
[a, b]
- a
# a
---
...
n/a
null
~
: x
? x
| x
%TAG ! x
@article{a, title = {b}}
\\input{/etc/passwd}
\\write18{id}
\\end{document}
a\tb\tc\td
\u202ereversed\u202c
A\u0301\u0302\u0303\u0304\u0305\u0306
\U0001f468\u200d\U0001f469\u200d\U0001f467
İstanbul ẞ ŉ ǰ
"""


def _templates() -> Iterator[str]:
    yield from _ELEMENTS.strip("\n").split("\n")
    for handler in _HANDLERS:
        yield f"<b {handler}=§>x</b>"
        yield f'" {handler}="§'
        yield f"<svg/{handler}=§>"
    for number, scheme in enumerate(_SCHEMES):
        yield scheme
        yield f'<a href="{scheme}">x</a>'
        yield _LINKS[number % len(_LINKS)].format(scheme)
    for text in (_BREAKOUTS, _ENCODED, _TEMPLATES, _MARKDOWN, _OTHERS):
        yield from text.strip("\n").split("\n")


def payloads(listener: str) -> list[str]:
    """Every payload, each once. `listener` is the host that is asked by those that load something: `127.0.0.1:8000`."""
    return [
        template.replace("⏎", "\n")
        .replace("§", f"top.kaedahRan={number}")
        .replace("//¤", "¤")
        .replace("¤", f"//{listener}/ran/{number}")
        for number, template in enumerate(dict.fromkeys(_templates()))
    ]
