// A pen's way: one point a hop, and the curve between them (Hermite's cubic, with the pace that the pen had).
// points: one row a hop; two texels a pen: its place and its activity; its pace, and whether anything is written.
uniform sampler2D points;
uniform float play_row;    // the row that is being shown now, fractional
uniform float hop_s;       // seconds from one row to the next
uniform float spans;       // pieces of one pen's way
uniform float pen_reach;
uniform float pen_drying;  // seconds
uniform float pen_depth;
uniform float sway;        // the turn of the drawing about its upright, radians

struct Ink {
    vec3 seen;      // in view space
    vec3 pace;      // in view space, radii a second
    float activity;
    float age_s;
    float row;
    bool written;
};

const float SWING = 0.40;   // radii of one usual swing
const float SINK = 0.22;    // radii a second by which ink goes away from the viewer

vec3 place_at(vec3 widths) {
    vec3 place = SWING * pen_reach * widths;
    float cosine = cos(sway), sine = sin(sway);
    return vec3(cosine * place.x + sine * place.z, place.y, cosine * place.z - sine * place.x);
}

// Which piece: the last two reach from hop to hop up to the playhead, all older ones over two hops. They begin at even
// rows, so that a line that is written stays as it is.
Ink ink_on(int pen, float number, float s) {
    float now = floor(play_row), odd = mod(now, 2.0);
    float from = number < 0.5 ? now : number < 1.5 ? now - odd : now - odd - 2.0 * (number - 1.0);
    float hops = number < 0.5 ? 1.0 : number < 1.5 ? odd : 2.0;
    s *= number < 0.5 ? play_row - now : 1.0;
    float rows = float(textureSize(points, 0).y);
    int a = int(mod(from + rows, rows)), b = int(mod(from + hops + rows, rows));
    vec4 place_a = texelFetch(points, ivec2(2 * pen, a), 0), pace_a = texelFetch(points, ivec2(2 * pen + 1, a), 0);
    vec4 place_b = texelFetch(points, ivec2(2 * pen, b), 0), pace_b = texelFetch(points, ivec2(2 * pen + 1, b), 0);
    float span_s = hops * hop_s;
    float s2 = s * s, s3 = s2 * s;
    vec3 place = place_a.xyz * (2.0 * s3 - 3.0 * s2 + 1.0) + place_b.xyz * (3.0 * s2 - 2.0 * s3)
        + span_s * (pace_a.xyz * (s3 - 2.0 * s2 + s) + pace_b.xyz * (s3 - s2));
    Ink ink;
    ink.age_s = (play_row - from - s * hops) * hop_s;
    ink.seen = (view * vec4(place_at(place), 1.0)).xyz - vec3(0.0, 0.0, SINK * pen_depth * ink.age_s);
    ink.pace = mat3(view) * place_at(mix(pace_a.xyz, pace_b.xyz, s)) - vec3(0.0, 0.0, SINK * pen_depth);
    ink.activity = mix(place_a.w, place_b.w, s);
    ink.row = from + s * hops;
    ink.written = pace_a.w > 0.5 && (pace_b.w > 0.5 || number < 0.5) && hops > 0.0 && ink.age_s > -0.0001;
    return ink;
}

// 1 at the tip, 0 when it is dry.
float wet(float age_s) {
    return exp(-age_s / max(pen_drying, 0.01));
}

// What is left of a stain: it fades until the last rows of the history.
float stain(float age_s) {
    float left = clamp(1.0 - age_s / 5.0, 0.0, 1.0);
    return left * left * (3.0 - 2.0 * left);
}

// The units whose tints a pen's brush begins and ends with.
uniform vec4 first_units[4];
uniform vec4 last_units[4];

float tint_of_side(int pen, float side) {
    vec4 units = side < 0.0 ? first_units[pen] : last_units[pen];
    return 0.25 * (tint_of(units.x) + tint_of(units.y) + tint_of(units.z) + tint_of(units.w));
}
