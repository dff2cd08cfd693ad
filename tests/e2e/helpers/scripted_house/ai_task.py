"""A model that says how large the picture is that it was given: only one that really got it can know."""

from homeassistant.components.ai_task import AITaskEntity, AITaskEntityFeature, GenDataTaskResult
from homeassistant.components.ai_task.evaluation import EvaluationTaskResult, NoulAnswer


async def async_setup_entry(hass, _entry, async_add_entities):
    async_add_entities([Model(hass)])


class Model(AITaskEntity):
    _attr_name = "Model"
    _attr_unique_id = "model"
    _attr_supported_features = (
        AITaskEntityFeature.GENERATE_DATA | AITaskEntityFeature.SUPPORT_ATTACHMENTS | AITaskEntityFeature.EVALUATE
    )

    def __init__(self, hass):
        self.hass = hass

    async def _size(self, task):
        (picture,) = task.attachments
        return len(await self.hass.async_add_executor_job(picture.path.read_bytes))

    async def _async_generate_data(self, task, chat_log):
        seen = task.structure({"sees": f"{await self._size(task)} bytes of a drawing.", "likely": 40})
        return GenDataTaskResult(conversation_id=chat_log.conversation_id, data=seen)

    async def _async_evaluate(self, task):
        assert await self._size(task)
        return EvaluationTaskResult(answers={question: NoulAnswer(noul=0.92) for question in task.questions})
