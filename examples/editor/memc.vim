" Vim and Neovim: as compiler/memc.vim in a folder of 'runtimepath'. Then ':compiler memc' and ':make' check the file.
if exists('current_compiler')
  finish
endif
let current_compiler = 'memc'

CompilerSet makeprg=memc\ check\ %:S
CompilerSet errorformat=%f:%l:%c:\ %trror:\ %m,%f:%l:%c:\ %tarning:\ %m,%f:%l:%c:\ %tote:\ %m,%f:\ %trror:\ %m,%-G%.%#
