"""Everything Everyclip does with a clip, without a screen: accept it, keep it, transcribe it, tell its story."""
