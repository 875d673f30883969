"""An example of a plugin for Kaedah."""
