"""Where Django's way of writing a date is not that of a court's documents; French and Spanish are right as they are."""
