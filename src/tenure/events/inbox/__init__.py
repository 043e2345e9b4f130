"""Keep requests safe from the moment they are answered until they are in the stream."""
