"""Finds the layer that breaks a PyTorch + OpenMMLab environment, and proves when it works."""

__version__ = "0.1.0"
