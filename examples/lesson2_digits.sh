#!/bin/sh
# Lesson 2: digits. `lesson2_digits.sh --epochs 1` and the like shorten it: what is given here is passed on to training.
set -e
cat >digits.layers <<'LAYERS'
Input((28, 28, 1))
Conv2D(f, 3, padding='same', activation='relu')
MaxPooling2D(2)
Conv2D(16, 3, padding='same', activation='relu')
MaxPooling2D(2)
Flatten()
Dense(classes, activation='softmax')
LAYERS
fovea data info mnist
fovea summary digits.layers --set f=6
fovea train mnist --model digits.layers --set f=6 --preprocess none --optimizer rmsprop --loss categorical_crossentropy \
      --batch-size 128 --epochs 10 --validation-split 0.3 --out runs/digits "$@"
fovea predict runs/digits mnist --split test --output pred.npy
fovea predict runs/digits mnist:test:0 --top 3
fovea evaluate runs/digits mnist

# The same with 32 filters, stopped when the validation loss has not improved for 5 epochs.
fovea train mnist --like runs/digits --set f=32 --callback "EarlyStopping(monitor='val_loss', patience=5)" --out runs/digits32 "$@"
