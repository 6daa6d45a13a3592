/*{
    "DESCRIPTION": "One side of the picture becomes the other side's mirror image",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Geometry Adjustment"],
    "INPUTS": [
        { "NAME": "inputImage", "TYPE": "image" },
        { "NAME": "axis", "TYPE": "long", "LABEL": "Axis", "DESCRIPTION": "which part of the picture is kept",
          "DEFAULT": 1, "VALUES": [0, 1, 2, 3, 4, 5, 6],
          "LABELS": ["off", "left", "right", "top", "bottom", "quarter", "corner"], "IDENTITY": 0 },
        { "NAME": "line", "TYPE": "float", "LABEL": "Line", "DESCRIPTION": "where the mirror stands",
          "DEFAULT": 0.5, "MIN": 0.2, "MAX": 0.8 },
        { "NAME": "sway", "TYPE": "float", "LABEL": "Sway", "DESCRIPTION": "how far the mirror swings by itself",
          "DEFAULT": 0.0, "MIN": 0.0, "MAX": 0.15 }
    ]
}*/

// "quarter" keeps the lower left one for all four; "corner" keeps what is below the diagonal from the lower left.

// What lies beyond the edge is the picture's mirror image.
vec2 within(vec2 place) {
    return 1.0 - abs(mod(place, 2.0) - 1.0);
}

void main() {
    float at = line + sway * sin(TIME * 0.7);
    vec2 place = isf_FragNormCoord;
    if (axis == 1 || axis == 5)
        place.x = at - abs(place.x - at);
    if (axis == 2)
        place.x = at + abs(place.x - at);
    if (axis == 3)
        place.y = at + abs(place.y - at);
    if (axis == 4 || axis == 5)
        place.y = at - abs(place.y - at);
    if (axis == 6) {
        // Along the diagonal of a square around the middle, whatever the picture's shape.
        vec2 shape = vec2(RENDERSIZE.x / RENDERSIZE.y, 1.0);
        vec2 off = (place - at) * shape;
        place = at + vec2(max(off.x, off.y), min(off.x, off.y)) / shape;
    }
    gl_FragColor = IMG_NORM_PIXEL(inputImage, within(place));
}
