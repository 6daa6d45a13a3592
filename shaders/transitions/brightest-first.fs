/*{
    "DESCRIPTION": "What is bright in the new look comes first, and what is dark in the old one goes last",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Transition"],
    "INPUTS": [
        { "NAME": "startImage", "TYPE": "image" },
        { "NAME": "endImage", "TYPE": "image" },
        { "NAME": "progress", "TYPE": "float", "DEFAULT": 0.0, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "softness", "TYPE": "float", "LABEL": "Softness", "DESCRIPTION": "from one after the other to all at once",
          "DEFAULT": 0.4, "MIN": 0.05, "MAX": 1.0 },
        { "NAME": "flare", "TYPE": "float", "LABEL": "Flare", "DESCRIPTION": "how it lights up in between",
          "DEFAULT": 0.35, "MIN": 0.0, "MAX": 1.0 }
    ]
}*/

void main() {
    vec4 old = IMG_THIS_NORM_PIXEL(startImage), new = IMG_THIS_NORM_PIXEL(endImage);
    vec3 eye = vec3(0.3, 0.6, 0.1);
    // Roots, because most of a picture is dark: so each moment has its share of it.
    float come_from = sqrt(clamp(dot(new.rgb, eye), 0.0, 1.0)), go_from = sqrt(clamp(dot(old.rgb, eye), 0.0, 1.0));
    float when = clamp(0.5 + 0.5 * (go_from - come_from), 0.0, 1.0);
    float come = clamp((progress * (1.0 + softness) - when) / softness, 0.0, 1.0);
    come = progress <= 0.0 ? 0.0 : progress >= 1.0 ? 1.0 : come * come * (3.0 - 2.0 * come);
    vec4 shown = mix(old, new, come);
    float middle = flare * 4.0 * progress * (1.0 - progress);
    vec3 lit = clamp(shown.rgb, 0.0, 1.0);
    gl_FragColor = vec4(shown.rgb + lit * (1.0 - lit) * middle, shown.a);
}
