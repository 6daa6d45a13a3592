"""The stage: Moments and parameter values in, light out.

In: one `Frame` at a time. Out: a picture in a framebuffer.
Runs in the main process, on the thread that owns the OpenGL context.
"""
