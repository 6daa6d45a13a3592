/*{
    "DESCRIPTION": "The glass of an old tube: lines that swell with light, coloured phosphor, a bulge, a slow roll",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Stylize"],
    "INPUTS": [
        { "NAME": "inputImage", "TYPE": "image" },
        { "NAME": "lines", "TYPE": "float", "LABEL": "Lines", "DESCRIPTION": "how many the picture has",
          "DEFAULT": 180.0, "MIN": 60.0, "MAX": 270.0 },
        { "NAME": "depth", "TYPE": "float", "LABEL": "Depth", "DESCRIPTION": "how dark it is between the lines",
          "DEFAULT": 0.7, "MIN": 0.0, "MAX": 1.0, "IDENTITY": 0.0 },
        { "NAME": "mask", "TYPE": "float", "LABEL": "Mask", "DESCRIPTION": "how clearly red, green and blue stand apart",
          "DEFAULT": 0.35, "MIN": 0.0, "MAX": 1.0, "IDENTITY": 0.0 },
        { "NAME": "bulge", "TYPE": "float", "LABEL": "Bulge", "DESCRIPTION": "of the glass",
          "DEFAULT": 0.2, "MIN": 0.0, "MAX": 1.0, "IDENTITY": 0.0 },
        { "NAME": "roll", "TYPE": "float", "LABEL": "Roll", "DESCRIPTION": "light of the band that wanders down",
          "DEFAULT": 0.15, "MIN": 0.0, "MAX": 1.0, "IDENTITY": 0.0 }
    ]
}*/

void main() {
    vec2 off = isf_FragNormCoord - 0.5;
    vec2 place = 0.5 + off * (1.0 + bulge * 0.25 * (dot(off, off) - 0.25));
    vec4 shown = IMG_NORM_PIXEL(inputImage, place);
    vec3 colour = shown.rgb;
    // Lines closer than three pixels would beat with the pixels: they are faded out before.
    float pixels = RENDERSIZE.y / lines;
    float clear = smoothstep(2.0, 3.0, pixels);
    float wave = 0.5 - 0.5 * cos(place.y * lines * 6.2831853);
    // A bright line is broader: it leaves less dark between itself and the next one.
    vec3 line = mix(vec3(1.0), mix(vec3(wave), vec3(1.0), colour * 0.75), depth * clear);
    vec3 third = abs(fract(place.x * lines * RENDERSIZE.x / RENDERSIZE.y * 0.75 + vec3(0.0, 0.3333, 0.6667)) * 2.0 - 1.0);
    vec3 dots = mix(vec3(1.0), 0.5 + third, mask * clear);
    float band = 1.0 - abs(fract(isf_FragNormCoord.y + TIME * 0.08) * 2.0 - 1.0);
    // What lines and dots take away, the beam makes up for.
    colour *= line * dots * (1.0 + 0.45 * depth * clear);
    colour += colour * roll * band * band * band * band;
    gl_FragColor = vec4(min(colour, 1.0), shown.a);
}
