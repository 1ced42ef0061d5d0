/* The same as classify.cpp from C. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fovea/runtime/fovea.h"

int main(int argc, char** argv) {
  fovea_classifier* classifier = NULL;
  fovea_score best;
  unsigned char pixels[28 * 28];
  fovea_image image = {pixels, 28, 28, 0, FOVEA_GRAY8};
  fovea_status status;
  if (argc != 3) return 2;
  memset(pixels, 38, sizeof pixels);
  memset(pixels + atoi(argv[2]) * 56, 217, 56);
  status = fovea_load(argv[1], &classifier);
  if (status == FOVEA_OK) status = fovea_classify(classifier, &image, &best, 1, NULL);
  if (status == FOVEA_OK)
    printf("%s %.6f\n", fovea_class_name(classifier, best.index), best.probability);
  else
    fprintf(stderr, "%s\n", fovea_error());
  fovea_free(classifier);
  return (int)status;
}
