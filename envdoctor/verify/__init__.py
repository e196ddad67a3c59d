"""The proof: stages run in the inspected interpreter, compared with golden results."""
