"""Hearing: ear and brain together, as a pipeline, as a process, and as the stage's handle on that process.

In: a description of a sound source. Out: Moments in the ring, notices.
The pipeline runs in the ear's process or offline; the handle in the main process.
"""
