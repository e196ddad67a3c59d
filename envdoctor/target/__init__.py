"""Code that runs inside the inspected interpreter: Python 3.7 syntax, standard library and torch.

Nothing here imports the rest of envdoctor. `main.py` is started as a script by the host and
speaks JSON lines; see `protocol` for what they hold.
"""
