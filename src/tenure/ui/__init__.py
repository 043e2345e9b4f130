"""The design system: page shell, components, SVG charts, live stream tag."""
