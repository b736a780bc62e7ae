"""What is to be simulated: frozen domain objects, and the files and patches they come from."""
