"""How the bundled recognizer was made: renderer, clips, training, golden results."""
