#!/bin/sh
# Lesson 3: fashion. `lesson3_fashion.sh --epochs 1` and the like shorten it: what is given here is passed on to training.
set -e
fovea train fashion_mnist --epochs 50 --batch-size 32 --out runs/fashion "$@"
fovea summary runs/fashion
fovea evaluate runs/fashion fashion_mnist
fovea predict runs/fashion fashion_mnist:test:8 --top 3
