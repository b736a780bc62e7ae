"""What one player decides, from what a platform shows."""
