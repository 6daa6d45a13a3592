/*{
    "DESCRIPTION": "An iris opens on the new look",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Transition"],
    "INPUTS": [
        { "NAME": "startImage", "TYPE": "image" },
        { "NAME": "endImage", "TYPE": "image" },
        { "NAME": "progress", "TYPE": "float", "DEFAULT": 0.0, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "blades", "TYPE": "float", "LABEL": "Blades", "DESCRIPTION": "0 is a circle, 1 has six straight blades",
          "DEFAULT": 0.6, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "softness", "TYPE": "float", "LABEL": "Softness", "DESCRIPTION": "of its edge",
          "DEFAULT": 0.25, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "centre", "TYPE": "point2D", "LABEL": "Centre", "DESCRIPTION": "where it opens",
          "DEFAULT": [0.5, 0.5], "MIN": [0.0, 0.0], "MAX": [1.0, 1.0] }
    ]
}*/

void main() {
    vec2 shape = vec2(RENDERSIZE.x / RENDERSIZE.y, 1.0);
    vec2 off = (isf_FragNormCoord - centre) * shape;
    // Blades turn as they open, as those of a lens do.
    float sixth = 1.0471976, turn = 0.9 * progress;
    float across = mod(atan(off.y, off.x) + turn, sixth) - 0.5 * sixth;
    float far = length(off) * mix(1.0, cos(across) / cos(0.5 * sixth), blades);
    float most = length((0.5 + abs(centre - 0.5)) * shape) * mix(1.0, 1.0 / cos(0.5 * sixth), blades);
    float width = max(softness * 0.5, 4.0 / RENDERSIZE.y);
    float open = progress * (most + width);
    float come = smoothstep(open, open - width, far);
    come = progress <= 0.0 ? 0.0 : progress >= 1.0 ? 1.0 : come;
    gl_FragColor = mix(IMG_THIS_NORM_PIXEL(startImage), IMG_THIS_NORM_PIXEL(endImage), come);
}
