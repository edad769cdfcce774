"""Everything Everyclip does with a clip, without a screen: accept it, keep it, transcribe it, tell its story."""

import os

# onnxruntime, which finds the speech in a clip, reports its use to Microsoft unless told not to before it is loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
