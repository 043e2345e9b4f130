"""What happens to a customer, step by step: definitions, the engine, enrollments."""
