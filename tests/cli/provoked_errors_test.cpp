// Ten mistakes that learners make, each provoked once. A message says who, the rule, what was received and the way out,
// nothing aborts, and what is refused leaves no run folder.
#include "tests/cli/program.h"

namespace fovea::cli_test {
namespace {

struct Mistake {
  const char* what;
  const char* layers;   ///< the network; empty: the test's own
  const char* options;  ///< behind `train tiny.npz --model m.layers --out z`
  int status;
  const char *who, *rule, *received, *way_out;
};

const Mistake mistakes[] = {
    {"a kernel larger than its input", "Input((8, 8, 1))\nConv2D(4, 9)\nFlatten()\nDense(4)\n", "", 3,
     "m.layers:2:1: Conv2D", "kernel 9x9 exceeds input 8x8", "Received input (None, 8, 8, 1)", "Use padding='same'"},
    {"a convolution behind Flatten", "Input((8, 8, 1))\nFlatten()\nConv2D(4, 3)\nDense(4)\n", "", 3,
     "m.layers:3:1: Conv2D", "takes inputs of rank 4", "Received input (None, 64)", "Flatten belongs behind"},
    {"a misspelt activation", "Input((8, 8, 1))\nConv2D(4, 3, activation='rellu')\nFlatten()\nDense(4)\n", "", 3,
     "m.layers:2:1: Conv2D: activation", "is not known", "'rellu'", "Did you mean 'relu'?"},
    {"a misspelt argument", "Input((8, 8, 1))\nConv2D(4, 3, paddng='same')\nFlatten()\nDense(4)\n", "", 3,
     "m.layers:2:14: Conv2D", "argument", "'paddng'", "Did you mean 'padding'?"},
    {"too few units for the classes", "Input((8, 8, 1))\nFlatten()\nDense(3, activation='softmax')\n", "", 2,
     "output 'dense'", "labels for output 'dense' must be 0 to 2", "Received 3 in sample 3",
     "as many units as there are classes"},
    {"a loss for other labels", "", "--loss binary_crossentropy", 2, "BinaryCrossentropy on output 'dense'",
     "compares every unit with its own yes-or-no label", "Received softmax over 4 classes",
     "Use categorical_crossentropy or sparse_categorical_crossentropy"},
    {"softmax and a loss of logits", "", "--loss 'SparseCategoricalCrossentropy(from_logits=True)'", 2,
     "SparseCategoricalCrossentropy on output 'dense'", "from_logits=True expects values before softmax",
     "Received an output that ends in softmax", "Drop from_logits=True"},
    {"a network for other pictures", "Input((28, 28, 1))\nFlatten()\nDense(4, activation='softmax')\n", "", 2,
     "input 'input_layer'", "expects data of shape (None, 28, 28, 1)", "Received (240, 8, 8, 1)",
     "Reshape or resize the data, or change Input"},
    {"a learning rate without bounds",
     "Input((8, 8, 1))\nConv2D(4, 3, activation='relu')\nFlatten()\nDense(8)\nDense(4, activation='softmax')\n",
     "--optimizer 'SGD(learning_rate=1e30)'", 1, "Sequential", "the loss became", "at update",
     "Use a smaller learning rate"},
    {"a misspelt optimizer", "", "--optimizer 'Adan(learning_rate=0.1)'", 2, "--optimizer:1:1", "is not known",
     "'Adan'", "Did you mean 'Adam'?"},
};

TEST_F(ProgramTest, TenProvokedErrorsSayWhoTheRuleWhatWasReceivedAndTheWayOut) {
  const std::string own = "Input((8, 8, 1))\nFlatten()\nDense(4, activation='softmax')\n";
  for (const Mistake& mistake : mistakes) {
    SCOPED_TRACE(mistake.what);
    write("m.layers", *mistake.layers ? mistake.layers : own);
    const Result result = run("train tiny.npz --model m.layers --out z " + std::string(mistake.options));
    expect_refused(result, mistake.status, {mistake.who, mistake.rule, mistake.received, mistake.way_out});
    // Only a run that has begun leaves a folder: the one whose loss ran away.
    EXPECT_EQ(fs::exists(folder_ / "z"), mistake.status == 1);
    fs::remove_all(folder_ / "z");
  }
}

}  // namespace
}  // namespace fovea::cli_test
