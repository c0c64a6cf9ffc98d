"""A recipe becomes a running training: what it names is resolved once, a run folder made, its pictures read.

The window and the command line both start runs through this package and nothing else.
"""

from ganstudio.launch.beginning import create_run as create_run
from ganstudio.launch.pictures import OTHERS_ARE_USED as OTHERS_ARE_USED
from ganstudio.launch.pictures import left_out as left_out
from ganstudio.launch.pictures import pictures_of as pictures_of
from ganstudio.launch.resolving import Resolved as Resolved
from ganstudio.launch.resolving import best_size as best_size
from ganstudio.launch.resolving import chosen_set as chosen_set
from ganstudio.launch.resolving import info_of as info_of
from ganstudio.launch.resolving import named as named
from ganstudio.launch.resolving import prepared as prepared
from ganstudio.launch.resolving import read_recipe as read_recipe
from ganstudio.launch.resolving import resolve as resolve
from ganstudio.launch.running import restored as restored
from ganstudio.launch.running import session_of as session_of
from ganstudio.launch.running import training as training
