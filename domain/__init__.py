"""What a consultant knows: personas, journeys, evidence, gaps, initiatives, and the plan that joins them."""
