"""Interactive Shader Format: shaders that carry their own controls, read without any OpenGL.

In: .fs files (ISF 2.0 and 1) with their .vs, and Shadertoy's. Out: documents, controls, and GLSL 330 for the stage.
Pure but for reading files; any process.
"""
