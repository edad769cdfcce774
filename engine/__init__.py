"""Everything Everyclip does with a clip, without a screen: accept, keep and transcribe it, and report on it."""

import os

# onnxruntime, which finds the speech in a clip, sends telemetry to Microsoft unless disabled before it is loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
