"""The elements and attributes that an SVG image may have (SVG 1.1 and 2): those that are drawn, and load nothing."""

ELEMENTS = frozenset(
    "svg g defs symbol use switch view title desc metadata style path rect circle ellipse line polyline polygon text"
    " tspan textPath linearGradient radialGradient stop pattern clipPath mask marker filter feBlend feColorMatrix"
    " feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow"
    " feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight"
    " feSpecularLighting feSpotLight feTile feTurbulence".split()
)
ATTRIBUTES = frozenset(
    # what they are
    "id class lang role style version baseProfile viewBox preserveAspectRatio zoomAndPan transform"
    " transform-origin requiredFeatures requiredExtensions systemLanguage enable-background type media"
    " tabindex focusable overflow"
    # where they are and how large
    " x y x1 y1 x2 y2 cx cy r rx ry fx fy fr width height d points pathLength dx dy rotate textLength"
    " lengthAdjust startOffset method spacing side orient refX refY markerWidth markerHeight markerUnits"
    " offset gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits"
    " patternTransform clipPathUnits maskUnits maskContentUnits filterUnits primitiveUnits filterRes"
    # how they are drawn
    " alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation"
    " color-interpolation-filters color-profile color-rendering cursor direction display dominant-baseline"
    " fill fill-opacity fill-rule filter flood-color flood-opacity font font-family font-feature-settings"
    " font-kerning font-size font-size-adjust font-stretch font-style font-variant font-variant-ligatures"
    " font-weight glyph-orientation-horizontal glyph-orientation-vertical image-rendering isolation"
    " kerning letter-spacing lighting-color marker marker-end marker-mid marker-start mask mask-type"
    " mix-blend-mode opacity paint-order pointer-events shape-rendering stop-color stop-opacity stroke"
    " stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity"
    " stroke-width text-align text-anchor text-decoration text-orientation text-overflow text-rendering"
    " unicode-bidi vector-effect visibility white-space word-spacing writing-mode"
    # what filters do
    " in in2 result mode values operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY"
    " edgeMode kernelUnitLength preserveAlpha surfaceScale diffuseConstant specularConstant"
    " specularExponent scale xChannelSelector yChannelSelector azimuth elevation z limitingConeAngle"
    " pointsAtX pointsAtY pointsAtZ stdDeviation radius baseFrequency numOctaves seed stitchTiles"
    " tableValues slope intercept amplitude exponent".split()
)
