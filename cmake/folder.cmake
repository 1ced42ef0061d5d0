# g++ 12 sees overlapping copies in std::string's operator+ where there are none (GCC PR105329, mended in 13).
set(fovea_warnings -Wall -Wextra $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)

# Under sanitizers most of the time goes into compiling, so that only folders where tests spend theirs are optimised.
set(fovea_optimised base kernels graph data)

# fovea_sources(NAME SOURCES file ... [DEPENDS folder ...] [LIBRARIES target ...]): the archive fovea_NAME.
function(fovea_sources name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;LIBRARIES" ${ARGN})
  list(TRANSFORM arg_DEPENDS PREPEND fovea_)
  add_library(fovea_${name} STATIC ${arg_SOURCES})
  target_compile_options(fovea_${name} PRIVATE ${fovea_warnings})
  if(name IN_LIST fovea_optimised)
    target_compile_options(fovea_${name} PRIVATE $<$<CONFIG:Debug>:-O1>)
  endif()
  target_include_directories(fovea_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(fovea_${name} PUBLIC ${arg_DEPENDS} PRIVATE ${arg_LIBRARIES})
  set_property(TARGET fovea_${name} PROPERTY FOVEA_LIBRARIES ${arg_LIBRARIES})
endfunction()

# fovea_folder(NAME [DEPENDS folder ...] [LIBRARIES target ...] [EXCLUDE regex ...])
#
# One CMake target a folder: fovea_NAME from every source beneath the current folder, and fovea_NAME_test from its *_test.cpp,
# labelled `fast` (what ./check runs).
# Sources are globbed so that adding a layer costs no edit here; CONFIGURE_DEPENDS makes the build notice new files.
# Folders are object-file archives that link what they stand on, so a wrong include also fails to link.
function(fovea_folder name)
  cmake_parse_arguments(arg "" "" "DEPENDS;LIBRARIES;EXCLUDE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  foreach(regex IN LISTS arg_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX ${regex})
    list(FILTER tests EXCLUDE REGEX ${regex})
  endforeach()
  fovea_sources(${name} SOURCES ${sources} DEPENDS ${arg_DEPENDS} LIBRARIES ${arg_LIBRARIES})
  if(FOVEA_TESTS AND tests)
    add_executable(fovea_${name}_test ${tests})
    # What tests call is optimised; they themselves compile faster so.
    target_compile_options(fovea_${name}_test PRIVATE ${fovea_warnings} $<$<CONFIG:Release>:-O1>)
    target_compile_definitions(fovea_${name}_test PRIVATE FOVEA_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    target_link_libraries(fovea_${name}_test PRIVATE fovea_${name} ${arg_LIBRARIES} GTest::gtest_main)
    add_test(NAME ${name} COMMAND fovea_${name}_test)
    set_tests_properties(${name} PROPERTIES LABELS fast)
  endif()
endfunction()

# fovea_internal(REGEX): sources beneath the current folder whose names no program may use; they stay out of the shared
# libraries' symbols.
function(fovea_internal regex)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  list(FILTER sources INCLUDE REGEX ${regex})
  set_property(SOURCE ${sources} APPEND PROPERTY COMPILE_OPTIONS -fvisibility=hidden)
endfunction()

# fovea_shared(TARGET NAME name FOLDERS folder ... [LINKS target ...]): the shared library libfovea_NAME (libfovea for fovea)
# from the objects of folders. It exports what cmake/fovea.map lists.
function(fovea_shared target)
  cmake_parse_arguments(arg "" "NAME" "FOLDERS;LINKS" ${ARGN})
  add_library(${target} SHARED)
  add_library(fovea::${arg_NAME} ALIAS ${target})
  foreach(folder IN LISTS arg_FOLDERS)
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:fovea_${folder}>)
    get_target_property(libraries fovea_${folder} FOVEA_LIBRARIES)
    if(libraries)
      target_link_libraries(${target} PRIVATE ${libraries})
    endif()
  endforeach()
  target_link_libraries(${target} PUBLIC ${arg_LINKS})
  target_include_directories(${target} INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src> $<INSTALL_INTERFACE:include>)
  target_compile_features(${target} INTERFACE cxx_std_20)
  set(map ${PROJECT_SOURCE_DIR}/cmake/fovea.map)
  target_link_options(${target} PRIVATE -Wl,--as-needed -Wl,-z,defs -Wl,-Bsymbolic-functions -Wl,--version-script=${map})
  string(REPLACE "fovea_fovea" "fovea" output fovea_${arg_NAME})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${output} EXPORT_NAME ${arg_NAME} VERSION ${PROJECT_VERSION}
                        SOVERSION ${PROJECT_VERSION_MAJOR} LINK_DEPENDS ${map} INSTALL_RPATH $ORIGIN LINKER_LANGUAGE CXX)
endfunction()
