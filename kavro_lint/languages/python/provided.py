"""Modules that are there although no manifest lists them: a platform has them, a build makes them.

Whether one of these is missing is never sure.
"""

# Hosts that run code have these: Colab, Kaggle, Databricks, Blender, FreeCAD, QGIS, GIMP, GDB, …
_OF_PLATFORMS = frozenset(
    "FreeCAD Part bpy bmesh mathutils dbruntime gdb gimpfu google.colab hou idaapi idc "
    "kaggle_secrets lldb maya micropip nuke pyodide qgis ulab unreal uwsgi uwsgidecorators "
    "vapoursynth weechat xbmc xbmcaddon xbmcgui xbmcplugin".split()
)
# A notebook runs in a kernel, which has these.
_OF_KERNELS = frozenset("IPython ipykernel".split())
# What compilers of interface descriptions write.
_GENERATED = ("_pb2", "_pb2_grpc", "_grpc_pb2")


def is_provided(module: str, importer: str) -> bool:
    """Whether a module may be there for an importer although no manifest lists it."""
    top, _, rest = module.partition(".")
    first = f"{top}.{rest.partition('.')[0]}"
    if top in _OF_PLATFORMS or first in _OF_PLATFORMS or module.endswith(_GENERATED):
        return True
    return importer.endswith(".ipynb") and top in _OF_KERNELS
