#!/bin/sh
# Lesson 4: two classes of photos, in pets.zip; my.jpg is a photo of one's own. What is given here is passed on to training.
set -e
cat >base.layers <<'END'
Input((224, 224, 3))
Conv2D(10, 3, activation='relu')
Conv2D(10, 3, activation='relu')
MaxPooling2D(2)
Conv2D(10, 3, activation='relu')
Conv2D(10, 3, activation='relu')
MaxPooling2D(2)
Flatten()
Dense(1, activation='sigmoid')
END
fovea data check pets.zip
fovea train pets.zip --model base.layers --image-size 224x224 --class-mode binary --seed 42 --epochs 5 --out runs/base "$@"
fovea train pets.zip --like runs/base --augment "ImageDataGenerator(rotation_range=20, shear_range=0.2, zoom_range=0.2, \
      width_shift_range=0.2, height_shift_range=0.2, horizontal_flip=True)" --out runs/augmented "$@"
fovea features runs/augmented my.jpg --layer all -o grid.png
fovea predict runs/augmented my.jpg --picture out.png
