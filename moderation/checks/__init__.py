"""What is about to be sent is looked through for what should perhaps not be there. The writer decides."""
