# tree-sitter and its grammar of Python, for unknot: the library from the system, linked into the program where it is there as an
# archive, and the grammar's C files, which ./dev installs from npm as package-lock.json names them.
set(UNKNOT_TREE_SITTER_PYTHON ${PROJECT_SOURCE_DIR}/node_modules/tree-sitter-python CACHE PATH "The npm package tree-sitter-python")
find_path(UNKNOT_TREE_SITTER_INCLUDE tree_sitter/api.h REQUIRED)
find_library(UNKNOT_TREE_SITTER_LIBRARY NAMES libtree-sitter.a tree-sitter REQUIRED)
foreach(source parser.c scanner.c tree_sitter/parser.h)
  if(NOT EXISTS ${UNKNOT_TREE_SITTER_PYTHON}/src/${source})
    message(FATAL_ERROR "${UNKNOT_TREE_SITTER_PYTHON}/src/${source} is not there: `npm ci --ignore-scripts` in the source folder installs "
      "the grammar of Python (./dev build does it), or -DUNKNOT_TREE_SITTER_PYTHON=FOLDER names it")
  endif()
endforeach()

# Not our code: no warnings, and fast in every preset, since a table of 5 MB is nothing to debug.
add_library(unknot_tree_sitter STATIC ${UNKNOT_TREE_SITTER_PYTHON}/src/parser.c ${UNKNOT_TREE_SITTER_PYTHON}/src/scanner.c)
target_include_directories(unknot_tree_sitter PRIVATE ${UNKNOT_TREE_SITTER_PYTHON}/src)
target_include_directories(unknot_tree_sitter SYSTEM PUBLIC ${UNKNOT_TREE_SITTER_INCLUDE})
target_compile_options(unknot_tree_sitter PRIVATE -w -O2 -ffile-prefix-map=${UNKNOT_TREE_SITTER_PYTHON}=tree-sitter-python)
target_link_libraries(unknot_tree_sitter PUBLIC ${UNKNOT_TREE_SITTER_LIBRARY})
