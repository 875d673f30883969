"""Images of `content/images/`: which there are, their formats and their sizes."""
