"""Read by every Python that starts with this folder on its path, before any program: lays the mine, if there is one."""

from tests.torture.steps import arm

arm()
