#ifndef FOVEA_RUNTIME_FOVEA_H
#define FOVEA_RUNTIME_FOVEA_H
/* Prediction from C, and from whatever calls C: load a model file, ask it what pictures show.
 *
 *     fovea_classifier* clothes = NULL;
 *     if (fovea_load("model.keras", &clothes) != FOVEA_OK) return fprintf(stderr, "%s\n", fovea_error()), 1;
 *     fovea_image image = {pixels, 28, 28, 0, FOVEA_GRAY8};
 *     fovea_score best;
 *     if (fovea_classify(clothes, &image, &best, 1, NULL) == FOVEA_OK)
 *       printf("%s %.4f\n", fovea_class_name(clothes, best.index), best.probability);
 *     fovea_free(clothes);
 *
 * Nothing here throws, prints or ends the process. What pictures may be and how they are converted stands in
 * fovea/runtime/classifier.h. One classifier may be asked from several threads at once. */
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A model; a handle that fovea_free ends. */
typedef struct fovea_classifier fovea_classifier;

/* How a call ended; the text of the last failure of this thread is fovea_error(). */
typedef enum fovea_status {
  FOVEA_OK = 0,
  FOVEA_FAILED = 1,      /* a fault of fovea itself */
  FOVEA_WRONG_USE = 2,   /* an argument that is wrong in itself */
  FOVEA_BAD_FILE = 3,    /* a file that is missing, damaged or of a kind that is not read */
  FOVEA_NO_RESOURCES = 4 /* out of memory */
} fovea_status;

typedef enum fovea_pixel_format {
  FOVEA_GRAY8 = 0,
  FOVEA_RGB8 = 1,
  FOVEA_RGBA8 = 2,
  FOVEA_BGR8 = 3,
  FOVEA_BGRA8 = 4,
  FOVEA_RAW_F32 = 5 /* float32 as the model takes them: its own channels and size, nothing converted */
} fovea_pixel_format;

/* A picture in the caller's memory. stride: bytes from one row to the next, 0 where rows follow each other. */
typedef struct fovea_image {
  const void* pixels;
  int64_t width, height;
  int64_t stride;
  int32_t format; /* a fovea_pixel_format */
} fovea_image;

typedef struct fovea_score {
  int64_t index;
  float probability;
} fovea_score;

/* This library's version, "1.2.3". */
const char* fovea_version(void);
/* What went wrong in the last call of this thread that failed: who, the rule, what was received, the way out. */
const char* fovea_error(void);

/* Puts a classifier into *classifier, or NULL when it fails. `name` stands for the bytes in errors; they are not needed
 * any more afterwards. */
fovea_status fovea_load(const char* path, fovea_classifier** classifier);
fovea_status fovea_load_bytes(const void* bytes, size_t size, const char* name, fovea_classifier** classifier);
/* NULL is allowed. */
void fovea_free(fovea_classifier* classifier);

size_t fovea_class_count(const fovea_classifier* classifier);
/* NULL for an index that is no class. Lives as long as the classifier, like all texts here. */
const char* fovea_class_name(const fovea_classifier* classifier, int64_t index);
/* What in the file has no meaning here, or is missing: lines of text, "" for nothing. */
const char* fovea_warnings(const fovea_classifier* classifier);

/* Fills best[0 .. count) with the most probable classes, the best first; *written (may be NULL) says how many there are. */
fovea_status fovea_classify(const fovea_classifier* classifier, const fovea_image* image, fovea_score* best,
                            size_t count, size_t* written);
/* Fills one number for each class; count must be fovea_class_count(). */
fovea_status fovea_probabilities(const fovea_classifier* classifier, const fovea_image* image, float* probabilities,
                                 size_t count);

#ifdef __cplusplus
}
#endif
#endif
