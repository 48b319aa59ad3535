"""Pieces put right that a form took apart, joined, or took for something else."""
