"""Lay out a directed graph in layers, top to bottom: equal boxes, no overlaps, the same answer every time.

The steps are those of Sugiyama, Tagawa and Toda (1981): turn links that close a circle, give each node a
layer, order the layers so that few wires cross, then place.
"""
