"""Teach import-linter who may knock at which door of a room."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class StrangersContract(Contract):
    """Keep rooms strangers: another room may use a room's doors, and nothing else of it.

    `doors` are the modules of a room that others may use, `open_rooms` the rooms that are all doors
    except for `closed`, which no other room ever touches; `composers` put the house together and
    may use everything but `closed`.
    """

    type_name = "strangers"

    root = fields.StringField()
    doors = fields.SetField(subfield=fields.StringField())
    closed = fields.SetField(subfield=fields.StringField())
    open_rooms = fields.SetField(subfield=fields.StringField())
    composers = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - import-linter's signature
        """Return every import that goes through a wall."""
        root = str(self.root)
        imports = graph.find_matching_direct_imports(f"{root}.** -> {root}.**")
        pairs = {(str(found["importer"]), str(found["imported"])) for found in imports}
        walls = sorted(pair for pair in pairs if not self._may(*pair))
        return ContractCheck(kept=not walls, metadata={"walls": walls})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print every import that goes through a wall."""
        for importer, imported in check.metadata["walls"]:
            output.print_error(f"{importer} -> {imported}")

    def _may(self, importer: str, imported: str) -> bool:
        caller, (room, part) = self._place(importer)[0], self._place(imported)
        if caller == room:
            return True
        if part in _names(self.closed):
            return False
        return caller in _names(self.composers) or room in _names(self.open_rooms) or part in _names(self.doors)

    def _place(self, module: str) -> tuple[str, str]:
        """Return the room of a module, and which part of the room it is."""
        _, room, part, *_ = [*module.split("."), ""] if module.count(".") == 1 else module.split(".")
        return room, part


def _names(field: object) -> frozenset[str]:
    """Return the value of a field, which import-linter types as the field itself."""
    assert isinstance(field, set)  # noqa: S101 - the field's parser made it
    return frozenset(field)
