"""Merkle tree, tiles, signed notes and checkpoints, and field commitments; pure."""
