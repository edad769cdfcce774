"""How well speakers are found: mixtures of real voices, of which it is known who speaks when."""
