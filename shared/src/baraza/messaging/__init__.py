"""How a service speaks: asks and answers, the ledger's port, and the desk that decides.

A service brings its parts, and everything else is here. Its `handlers.py`:

    class MatchingHandlers(Handlers):
        derives = {"EnterRound": frozenset({"country_verified"})}  # an asker may not give these

        async def prepare(self, ask, command_type, data, moment):
            if command_type is EnterRound:  # ask.data is in clear; data holds commitments
                return {**data, "country_verified": self._vault.claim(...) is None}
            return data

        async def perform(self, step, moment):  # only steps whose `ask` is None come here
            instance, result = await asyncio.to_thread(engine.settle, moment.state, step.about)
            return Prepared(SettleRound(round=step.about, result=ref(result)), [instance, result])

its `api.py`, the questions:

    def queries(projector: Projector) -> dict[str, Query]:
        def pairs(params: dict[str, Any]) -> Pairs:
            asked = PairsOf.model_validate(params)
            with projector.reading() as connection:
                return Pairs(pairs=read_model.pairs_of(connection, asked.round))
        return {"pairs": pairs}

its `app.py`, wiring only:

    def build(settings: Settings | None = None) -> Service:
        settings = settings or Settings(service="matching")
        projector = Projector(settings.read_database, read_model.METADATA, read_model.project)
        vault = Vault(settings.vault_database, pepper=chance_of(settings).bytes_for("pepper"))
        parts = ServiceParts(
            name="matching", decider=CURRENT, queries=api.queries(projector),
            handlers=MatchingHandlers(vault), projector=projector, vault=vault,
            dues=lambda state: state.agenda, pending=lambda state: state.pending,
        )
        return Service(parts, settings)

and its `__main__.py`:

    sys.exit(asyncio.run(build().run()))
"""
