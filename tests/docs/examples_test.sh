#!/usr/bin/env bash
# examples_test.sh BIN LESSON: the program and the commands of one lesson on the real data, with few steps. 77: no data.
set -eu
bin=$1 lesson=$2
here=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
export PATH=$bin:$PATH KERAS_HOME=$scratch/keras XDG_CACHE_HOME=$scratch/cache
case $lesson in
  *digits)
    mnist=$here/../shared/data/mnist.npz
    [ -e "$mnist" ] || { echo "skipped: MNIST is not beside this checkout (../shared/data/mnist.npz)"; exit 77; }
    # This MNIST is packed anew, so it has not the hash of Keras' file; named by its folder it is taken as it is.
    fovea() {
      case " $*" in *" mnist"*) set -- "$@" --data-dir "$(dirname "$mnist")" ;; esac
      command fovea "$@"
    } ;;
  *photos)
    pets=$here/../shared/data/cats-and-dogs.zip
    [ -e "$pets" ] || { echo "skipped: the photos are not beside this checkout (../shared/data/cats-and-dogs.zip)"; exit 77; }
    cp "$pets" pets.zip
    unzip -qp pets.zip "$(unzip -Z1 pets.zip | grep 'validation/dog/.*jpg' | head -n 1)" >my.jpg ;;
  *fashion)
    [ -e /usr/share/datasets/fashion-mnist ] || { echo "skipped: Debian's dataset-fashion-mnist is not installed"; exit 77; } ;;
esac

if [ -e pets.zip ]; then "$lesson" pets.zip 1 20; else "$lesson" 1 20 ${mnist:+"$mnist"}; fi >program.txt
fovea_lesson() { . "$here/examples/$lesson.sh"; }
fovea_lesson $([ "$lesson" = lesson1_lenet5 ] || echo --epochs 1 --steps-per-epoch 20) >commands.txt
cat program.txt commands.txt
expect() { grep -q -- "$2" "$1" || { echo "FAILED: no '$2' in $1"; exit 1; }; }
case $lesson in
  lesson1_lenet5)
    expect program.txt "Total params: 61,706"
    cmp program.txt commands.txt ;;
  lesson2_digits)
    for text in program.txt commands.txt; do expect $text "Total params: 8,790 (34.34 KB)"; done
    expect program.txt "x_train (60000, 28, 28, 1), y_train (60000,)"
    expect program.txt "val_accuracy"
    expect program.txt "feature maps (1, 28, 28, 6)"
    expect commands.txt "10000 predictions of shape (10000, 10) in pred.npy"
    expect commands.txt "mnist test (10000 samples):  loss" ;;
  lesson4_photos)
    expect program.txt "1000 photos to train, 200 to validate: 0 is cat, 1 is dog"
    expect program.txt "augmented: loss .* gap"
    expect program.txt "my.png: "
    expect commands.txt "of training data alone"
    expect commands.txt "drew 8 layers in grid.png"
    expect commands.txt "drew 1 picture in out.png"
    for picture in layers.png grid.png out.png; do [ "$(head -c 4 $picture | tail -c 3)" = PNG ]; done
    fovea predict pets.keras my.jpg | tee again.txt
    expect again.txt "my.jpg  [cd]" ;;
  lesson3_fashion)
    expect program.txt "Total params: 73,834 (288.41 KB)"
    expect program.txt "test accuracy"
    fovea predict fashion.keras fashion_mnist:test:0 | tee again.txt
    expect again.txt "fashion_mnist:test:0  [A-Z]"
    expect commands.txt "Trainable params: 73,834 (288.41 KB)"
    expect commands.txt "fashion_mnist test (10000 samples):  loss" ;;
esac
