"""The documented commands of OpenMMLab's install pages."""
