// Files that become part of the program, as they are.
#pragma once

// Puts the file into read-only data, from `symbol_begin` up to `symbol_end`. The path is a literal;
// the build has to know that the source depends on the file (OBJECT_DEPENDS). To be used outside of
// namespaces.
#define TAQVIM_EMBED(symbol, path)        \
  asm(".pushsection .rodata\n"            \
      ".global " #symbol                  \
      "_begin\n"                          \
      ".global " #symbol "_end\n" #symbol \
      "_begin:\n"                         \
      ".incbin \"" path "\"\n" #symbol    \
      "_end:\n"                           \
      ".popsection\n");                   \
  extern "C" const char symbol##_begin[]; \
  extern "C" const char symbol##_end[]
