#!/bin/sh
# Lesson 1, the part on networks: LeNet-5 and what each of its layers gives.
set -e
fovea summary lenet5 --memory
