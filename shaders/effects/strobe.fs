/*{
    "DESCRIPTION": "A shutter that opens and closes, at a rate or at each flash. Flashing light can harm people with photosensitive epilepsy: more than three flashes a second only where everybody has been told",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Light"],
    "INPUTS": [
        { "NAME": "inputImage", "TYPE": "image" },
        { "NAME": "rate", "TYPE": "float", "LABEL": "Rate", "DESCRIPTION": "openings a second; 0 opens at a flash only",
          "DEFAULT": 1.5, "MIN": 0.0, "MAX": 12.0 },
        { "NAME": "duty", "TYPE": "float", "LABEL": "Duty", "DESCRIPTION": "share of the time that it is open",
          "DEFAULT": 0.5, "MIN": 0.1, "MAX": 0.9 },
        { "NAME": "depth", "TYPE": "float", "LABEL": "Depth", "DESCRIPTION": "how dark it is while closed",
          "DEFAULT": 0.75, "MIN": 0.0, "MAX": 1.0, "IDENTITY": 0.0 },
        { "NAME": "softness", "TYPE": "float", "LABEL": "Softness", "DESCRIPTION": "from a snap to a swell",
          "DEFAULT": 0.4, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "fade", "TYPE": "float", "LABEL": "Fade", "DESCRIPTION": "seconds until a flash is half gone",
          "DEFAULT": 0.12, "MIN": 0.03, "MAX": 1.0 },
        { "NAME": "flash", "TYPE": "event", "LABEL": "Flash", "DESCRIPTION": "opens it now" },
        { "NAME": "gentle", "TYPE": "bool", "LABEL": "Gentle", "DESCRIPTION": "never more than three openings a second",
          "DEFAULT": true }
    ],
    "PASSES": [
        { "TARGET": "clock", "PERSISTENT": true, "FLOAT": true, "WIDTH": "1", "HEIGHT": "1" },
        {}
    ]
}*/

// Three a second is the general limit of WCAG 2.3.1 and of ITU-R BT.1702 for flashes of a large part of the picture.
const float MOST_HZ = 3.0;

void main() {
    // Red: where in its period the shutter is. Green: how open it is by a flash. Blue: seconds since it last opened.
    vec4 now = IMG_NORM_PIXEL(clock, vec2(0.5));
    float pace = gentle ? min(rate, MOST_HZ) : rate;
    if (PASSINDEX == 0) {
        float since = FRAMEINDEX == 0 ? 10.0 : min(now.b + TIMEDELTA, 10.0);
        float phase = now.r + pace * TIMEDELTA;
        bool opens = flash && (!gentle || since * MOST_HZ >= 1.0);
        // A flash is an opening like any other: the next one is a whole period away.
        if (opens)
            phase = 1.0;
        float open = opens ? 1.0 : now.g * exp2(-TIMEDELTA / fade);
        gl_FragColor = vec4(fract(phase), open, phase >= 1.0 ? 0.0 : since, 1.0);
        return;
    }
    vec4 shown = IMG_THIS_NORM_PIXEL(inputImage);
    // Open around phase 0, closed around a half, with edges that are no wider than either.
    float off = abs(now.r - 0.5) * 2.0;
    float edge = max(softness * min(duty, 1.0 - duty), 0.01);
    float open = smoothstep(1.0 - duty - edge, 1.0 - duty + edge, off);
    open = max(pace > 0.0 ? open : 0.0, now.g);
    gl_FragColor = vec4(shown.rgb * mix(1.0 - depth, 1.0, open), shown.a);
}
