"""The frozen types that the rooms hand each other; behaviour stops at their own consistency."""
