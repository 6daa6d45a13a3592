"""Scenes: each another way to see the same hidden state.

A scene is a module here and a folder of the same name below `shaders/scenes`.
"""
