"""Hugo with the same pages as Kaedah: facts in data/methods.json, words of each language in its Markdown files and in
i18n/*.toml; a content adapter per language makes every page that has no file.
"""

import json
import shutil

from common import fm, put, templates
from hugo_peer import BIN
from kaedah_peer import page  # the same addresses
from same import ASSETS, Model, all_words, body, check, form, front, languages, methods, sets, terms, words

__all__ = ["BIN", "CACHES", "KINDS", "build", "check", "page", "source", "write"]
KINDS = ("method", "compare", "index")
LARGE = ("method_count", "document_count", "whole")  # may be more than 999, which is written in the language's way
CACHES = ["resources", ".hugo_build.lock"]


def write(model: Model, site: str) -> None:
    """The site in Hugo's own form."""
    templates("hugo_same", site)
    shutil.copytree(ASSETS, site + "/assets")
    lost = {key: {"title": said["not_found"], "text": said["moved"]} for key, said in all_words(model).items()}
    data = {"sets": sets(model), "methods": methods(model), "languages": languages(), "form": form(model)}
    data |= {"terms": terms(model), "lost": lost}
    for name, value in data.items():
        put(f"{site}/data/{name}.json", json.dumps(value, ensure_ascii=False))
    with open(site + "/adapter.gotmpl", encoding="utf-8") as file:
        adapter = file.read()
    with open(site + "/hugo.toml", "a", encoding="utf-8") as file:
        for weight, language in enumerate(languages(), 1):
            key = language["key"]
            file.write(
                f'\n[languages.{key}]\nlabel = "{language["name"]}"\nlocale = "{language["code"]}"\n'
                f'contentDir = "content/{key}"\nweight = {weight}\n[languages.{key}.params]\n'
                f'code = "{language["code"]}"\nname = "{language["name"]}"\n'
            )
    for language in languages():
        key = language["key"]
        put(f"{site}/i18n/{key}.toml", strings(model, key))
        put(f"{site}/content/{key}/_content.gotmpl", adapter)
        for method in model["methods"]:
            head = {**front(method, key), "url": page("", key, "method", method["slug"]), "type": "method"}
            put(source(site, key, method["slug"]), fm(head) + body(method, key))


def strings(model: Model, locale: str) -> str:
    """The words of a language as Hugo keeps them."""
    plain, counted = "", ""
    for name, said in words(model, locale, lambda place: f"{{{{ .{place} }}}}").items():
        if isinstance(said, dict):
            number = "{{ .shown }}" if name in LARGE else "{{ .count }}"
            forms = "".join(f"{form} = {quoted(text.replace('{{ .count }}', number))}\n" for form, text in said.items())
            counted += f"\n[{name}]\n{forms}"
        else:
            plain += f"{name} = {quoted(said)}\n"
    return plain + counted


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def source(site: str, locale: str, slug: str) -> str:
    return f"{site}/content/{locale}/methods/{slug}.md"


def build(site: str, out: str) -> tuple[list[str], dict[str, str]]:
    return [BIN, "--source", site, "--destination", out, "--quiet"], {}
